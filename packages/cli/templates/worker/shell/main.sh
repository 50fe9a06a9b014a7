#!/bin/sh
# The tasks of this worker. Variables name the files that hold the inputs, and those to write the outputs to: JSON, or
# the bytes themselves where schema.tsp says bytes.
set -eu

case "$function_name" in
  sum)
    tr -d '[] \n' < "$input_numbers_file" | tr ',' '\n' | awk '{ sum += $1 } END { printf "%d", sum }' > "$output_value_file"
    ;;
  *)
    echo "There is no task $function_name here." >&2
    exit 1
    ;;
esac
