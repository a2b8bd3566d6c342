-- Complaints settled in the period
SELECT person_id, spell, sum(share) AS value
FROM by_client('complaints', settled_on)
WHERE credited_on >= $start AND credited_on < $end
  AND settled AND settle_days IS NOT NULL
GROUP BY person_id, spell
