-- What was contracted
SELECT person_id, spell, sum(amount * share) AS value
FROM by_client('contracts', signed_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
