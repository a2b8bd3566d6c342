-- Points for content
SELECT person_id, spell, sum(coalesce(content_rating, 0) * share) AS value
FROM by_person('information_transfers', giver_id, given_on)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
