-- Those of them that were, by their day
SELECT person_id, spell, sum(share) AS value
FROM by_client('complaints', due_on)
WHERE credited_on >= $start AND credited_on < $end
  AND settled AND settled_on <= due_on
GROUP BY person_id, spell
