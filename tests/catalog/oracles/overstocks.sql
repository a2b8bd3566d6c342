-- Positions of which there is too much
SELECT person_id, spell, sum(share) AS value
FROM checks_by_client
WHERE checked_on >= $start AND checked_on < $end
  AND is_over
GROUP BY person_id, spell
