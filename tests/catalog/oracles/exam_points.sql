-- Their points
SELECT person_id, spell, sum(points * share) AS value
FROM by_person('exams', employee_id, held_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
