-- Hours of completed trainings
SELECT person_id, spell, sum(hours * share) AS value
FROM by_person('trainings', employee_id, held_on)
WHERE credited_on >= $start AND credited_on < $end
  AND completed
GROUP BY person_id, spell
