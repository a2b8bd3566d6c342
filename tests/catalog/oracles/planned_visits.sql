-- Visits on the plan
SELECT person_id, spell, sum(share) AS value
FROM by_person('visit_plans', employee_id, planned_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
