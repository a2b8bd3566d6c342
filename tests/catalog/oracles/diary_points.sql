-- Points of their ratings
SELECT person_id, spell, sum(coalesce(rating, 0) * share) AS value
FROM by_person('diaries', employee_id, day)
WHERE credited_on >= $start AND credited_on < $end
  AND kind = 'diary'
GROUP BY person_id, spell
