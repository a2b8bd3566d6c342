-- Days with at least one check
SELECT person_id, spell, sum(share) AS value
FROM by_person('shop_days', employee_id, day)
WHERE credited_on >= $start AND credited_on < $end
  AND checks > 0
GROUP BY person_id, spell
