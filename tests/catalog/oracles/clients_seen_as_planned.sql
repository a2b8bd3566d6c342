-- Clients with at least one planned visit made
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, client_id
    FROM by_person('visit_plans', employee_id, planned_on)
    WHERE credited_on >= $start AND credited_on < $end
    GROUP BY person_id, spell, client_id
    HAVING bool_or(done)
)
GROUP BY person_id, spell
