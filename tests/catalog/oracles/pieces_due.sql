-- Pieces promised for the period
SELECT person_id, spell, sum(quantity * share) AS value
FROM lines_promised
WHERE promised_on >= $start AND promised_on < $end
  AND NOT is_return
GROUP BY person_id, spell
