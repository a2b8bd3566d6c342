-- Requests not met
SELECT person_id, spell, sum(share) AS value
FROM by_client('client_requests', asked_on)
WHERE credited_on >= $start AND credited_on < $end
  AND unmet
GROUP BY person_id, spell
