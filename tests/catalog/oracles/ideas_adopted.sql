-- Ideas adopted
SELECT person_id, spell, sum(share) AS value
FROM by_person('ideas', employee_id, given_on)
WHERE credited_on >= $start AND credited_on < $end
  AND adopted
GROUP BY person_id, spell
