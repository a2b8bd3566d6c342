-- Clients of the 90 days before who also ordered in the last 90 days of the period
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, client_id
    FROM lines_today($end)
    WHERE ordered_on BETWEEN $start::DATE - 90 AND $end::DATE - 1 AND NOT is_return
    GROUP BY person_id, spell, client_id
    HAVING bool_or(ordered_on < $start) AND bool_or(ordered_on >= $end::DATE - 90)
)
GROUP BY person_id, spell
