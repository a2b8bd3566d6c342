-- Visits made jointly
SELECT person_id, spell, sum(share) AS value
FROM by_person('visits', employee_id, visited_on)
WHERE credited_on >= $start AND credited_on < $end
  AND kind = 'joint'
GROUP BY person_id, spell
