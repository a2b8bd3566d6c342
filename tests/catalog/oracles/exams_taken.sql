-- Exams taken, passed or not
SELECT person_id, spell, sum(share) AS value
FROM by_person('exams', employee_id, held_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
