-- Orders of which every line came by its day
SELECT person_id, spell, count(*) AS value
FROM (
    SELECT person_id, spell, order_id
    FROM lines_promised
    WHERE promised_on >= $start AND promised_on < $end AND NOT is_return
    GROUP BY person_id, spell, order_id
    HAVING bool_and(coalesce(delivered_on <= promised_on, false))
)
GROUP BY person_id, spell
