-- Different people who sell
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, employee_id
    FROM by_person('staff_months', employee_id, recorded_on)
    WHERE credited_on >= $start AND credited_on < $end AND sells
    GROUP BY person_id, spell, employee_id
)
GROUP BY person_id, spell
