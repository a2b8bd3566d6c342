-- What those clients ordered in the 455 days up to the end
SELECT person_id, spell, sum(amount) AS value
FROM (
    SELECT person_id, spell, client_id, sum(amount * share) AS amount
    FROM lines_today($end)
    WHERE ordered_on BETWEEN $end::DATE - 455 AND $end::DATE - 1 AND NOT is_return
    GROUP BY person_id, spell, client_id
    HAVING $end::DATE - max(ordered_on) > 90 AND $start::DATE - max(ordered_on) <= 90
)
GROUP BY person_id, spell
