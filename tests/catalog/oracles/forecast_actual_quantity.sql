-- Pieces ordered of what was forecast
SELECT person_id, spell, sum(actual_quantity * share) AS value
FROM by_client('forecasts', month)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
