-- Briefings on the law
SELECT person_id, spell, sum(share) AS value
FROM by_person('market_signs', employee_id, seen_on)
WHERE credited_on >= $start AND credited_on < $end
  AND kind = 'law_briefing'
GROUP BY person_id, spell
