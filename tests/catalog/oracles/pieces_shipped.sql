-- Pieces of them that were shipped
SELECT person_id, spell, sum(coalesce(delivered_quantity, 0) * share) AS value
FROM lines_promised
WHERE promised_on >= $start AND promised_on < $end
  AND NOT is_return
GROUP BY person_id, spell
