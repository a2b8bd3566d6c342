-- Contracts that renew another
SELECT person_id, spell, sum(share) AS value
FROM by_client('contracts', signed_on)
WHERE credited_on >= $start AND credited_on < $end
  AND kind = 'renewal'
GROUP BY person_id, spell
