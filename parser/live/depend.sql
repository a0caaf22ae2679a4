-- What needs what: normal and automatic dependencies between objects of the user's (manual: "pg_depend").  That an
-- object lives in its schema is said by its key already.
SELECT d.classid AS class,
       d.objid AS oid,
       d.objsubid AS subid,
       d.refclassid AS target_class,
       d.refobjid AS target,
       d.refobjsubid AS target_subid
FROM pg_depend d
WHERE d.deptype IN ('n', 'a')
  AND d.objid >= 16384
  AND d.refobjid >= 16384
  AND d.refclassid <> 'pg_namespace'::regclass
