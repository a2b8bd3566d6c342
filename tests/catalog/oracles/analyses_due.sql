-- Records of the kind “analysis”
SELECT person_id, spell, sum(share) AS value
FROM by_person('diaries', employee_id, day)
WHERE credited_on >= $start AND credited_on < $end
  AND kind = 'analysis'
GROUP BY person_id, spell
