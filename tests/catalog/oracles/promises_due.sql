-- Promises that came due
SELECT person_id, spell, sum(share) AS value
FROM by_person('promises', employee_id, due_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
