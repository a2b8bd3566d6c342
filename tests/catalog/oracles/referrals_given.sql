-- Referrals by one’s clients
SELECT person_id, spell, sum(share) AS value
FROM by_client('referrals', referred_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
