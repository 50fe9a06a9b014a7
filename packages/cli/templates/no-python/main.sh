#!/bin/sh
# The tasks of this worker. Variables name the files that hold the inputs, and those to write the outputs to: JSON, or
# the bytes themselves where schema.tsp says bytes.
set -eu

case "$function_name" in
  square)
    number=$(cat "$input_number_file")
    printf '%d' "$((number * number))" > "$output_value_file"
    ;;
  *)
    echo "There is no task $function_name here." >&2
    exit 1
    ;;
esac
