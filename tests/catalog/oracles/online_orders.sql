-- Orders that clients placed online
SELECT person_id, spell, sum(share) AS value
FROM lines_ordered
WHERE ordered_on >= $start AND ordered_on < $end
  AND is_order_head AND NOT is_return AND online
GROUP BY person_id, spell
