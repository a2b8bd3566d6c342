-- Planned cost of projects closed
SELECT person_id, spell, sum(planned_cost * share) AS value
FROM by_person('projects', employee_id, closed_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
