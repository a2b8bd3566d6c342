-- Positions of one’s brands that the norm asks for
SELECT person_id, spell, sum(share) AS value
FROM checks_by_brand
WHERE checked_on >= $start AND checked_on < $end
  AND planned
GROUP BY person_id, spell
