-- People recorded as there on the last day
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, employee_id
    FROM by_person('staff_months', employee_id, recorded_on)
    WHERE credited_on >= $start AND credited_on < $end AND at_end
    GROUP BY person_id, spell, employee_id
    HAVING bool_or(credited_on = $end::DATE - 1)
)
GROUP BY person_id, spell
