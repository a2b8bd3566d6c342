-- Those handed in by their day
SELECT person_id, spell, sum(share) AS value
FROM by_person('diaries', employee_id, day)
WHERE credited_on >= $start AND credited_on < $end
  AND kind = 'diary' AND NOT coalesce(submitted_on > due_on, true)
GROUP BY person_id, spell
