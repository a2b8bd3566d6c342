-- Trainings booked
SELECT person_id, spell, sum(share) AS value
FROM by_person('trainings', employee_id, held_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
