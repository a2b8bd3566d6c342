-- Points gained between them
SELECT person_id, spell, sum(coalesce(points_after - points_before, 0) * share) AS value
FROM by_person('trainings', employee_id, held_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
