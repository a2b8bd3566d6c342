-- By how many pieces each forecast missed, either way
SELECT person_id, spell, sum(abs(forecast_quantity - actual_quantity) * share) AS value
FROM by_client('forecasts', month)
WHERE credited_on >= $start AND credited_on < $end
GROUP BY person_id, spell
