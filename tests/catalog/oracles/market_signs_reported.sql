-- Signs of the market, briefings apart
SELECT person_id, spell, sum(share) AS value
FROM by_person('market_signs', employee_id, seen_on)
WHERE credited_on >= $start AND credited_on < $end
  AND kind IN ('counterfeit', 'smuggled', 'off_channel', 'near_school')
GROUP BY person_id, spell
