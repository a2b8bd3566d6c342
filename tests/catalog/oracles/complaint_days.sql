-- Days that they took
SELECT person_id, spell, sum(coalesce(settle_days, 0) * share) AS value
FROM by_client('complaints', settled_on)
WHERE credited_on >= $start AND credited_on < $end
  AND settled
GROUP BY person_id, spell
