-- Projects that the panel rated
SELECT person_id, spell, sum(share) AS value
FROM by_person('projects', employee_id, closed_on)
WHERE credited_on >= $start AND credited_on < $end
  AND acceptance_points IS NOT NULL
GROUP BY person_id, spell
