module stockflow/tools/lint

go 1.26
