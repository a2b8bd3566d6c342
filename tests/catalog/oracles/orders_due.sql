-- Orders promised for the period
SELECT person_id, spell, sum(share) AS value
FROM lines_promised
WHERE promised_on >= $start AND promised_on < $end
  AND is_order_head AND NOT is_return
GROUP BY person_id, spell
