-- Claims settled in the period
SELECT person_id, spell, sum(share) AS value
FROM by_client('claims', settled_on)
WHERE credited_on >= $start AND credited_on < $end
  AND settled
GROUP BY person_id, spell
