-- Claims received
SELECT person_id, spell, sum(share) AS value
FROM by_client('claims', received_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
