-- Pieces forecast
SELECT person_id, spell, sum(forecast_quantity * share) AS value
FROM by_client('forecasts', month)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
