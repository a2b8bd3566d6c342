-- Points of satisfaction
SELECT person_id, spell, sum(coalesce(satisfaction, 0) * share) AS value
FROM by_client('surveys', answered_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
