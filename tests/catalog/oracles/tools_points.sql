-- Points for tools, by leaders and panel only
SELECT person_id, spell, sum(points * share) AS value
FROM by_person('competency_ratings', employee_id, rated_on)
WHERE credited_on >= $start AND credited_on < $end
  AND competency = 'tools' AND (rater = 'leader' OR rater = 'panel')
GROUP BY person_id, spell
