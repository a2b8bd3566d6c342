-- Those of them who have been silent for 90 days
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, client_id
    FROM lines_today($end)
    WHERE ordered_on BETWEEN $end::DATE - 455 AND $end::DATE - 1 AND NOT is_return
    GROUP BY person_id, spell, client_id
    HAVING $end::DATE - max(ordered_on) > 90
)
GROUP BY person_id, spell
