#!/bin/sh
# Signs and verifies as the Python worker of the examples does, with openssl: RSA-PSS with SHA-256, signatures in hex digits.
set -e
text_of() { sed 's/^"//; s/"$//' "$1"; }
bytes_of() {
  printf '%b' "$(text_of "$1" | awk '{
    for (i = 1; i < length($0); i += 2) {
      byte = 16 * (index("0123456789abcdef", substr($0, i, 1)) - 1) + index("0123456789abcdef", substr($0, i + 1, 1)) - 1
      printf "\\0%03o", byte
    }
  }')"
}
text_of "$input_message_file" | tr -d '\n' > message
case $function_name in
sign)
  openssl dgst -sha256 -sign "$input_private_key_file" -passin "file:$input_passphrase_file" \
    -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:max -out signature message
  printf '"%s"' "$(od -An -v -tx1 signature | tr -d ' \n')" > "$output_hex_signature_file" ;;
verify)
  bytes_of "$input_signature_file" > signature
  if openssl dgst -sha256 -verify "$input_public_key_file" -signature signature \
    -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:auto message
  then printf true > "$output_value_file"; else printf false > "$output_value_file"; fi ;;
*) echo "There is no task $function_name." >&2; exit 64 ;;
esac
