#!/usr/bin/env bash
# Writes docs/operations.md: every operation, layer, loss, initialiser, optimiser and schedule, as the headers tell it.
#   scripts/operations.sh [--check] [ROOT]
# With --check nothing is written: exit status 1 when the page is not what the headers say.
#
# Public is what gradus/gradus.hpp includes, with the headers in a folder of the same name (nn/layers.hpp and
# nn/layers/*.hpp), but for the namespaces detail and internal. Listed are functions, and classes that are final or name
# their counterpart. Each needs a comment (///), of which the first sentence is taken; overloads may share it, as may a
# name right below that differs in digits only (conv1d, conv2d). The name in PyTorch follows from the header; a line of
# the comment says another:
#   /// PyTorch: torch.nn.functional.one_hot        or        /// PyTorch: none
# and in the introduction of a header it says the prefix of all its names:
#   /// PyTorch: torch.nn.functional.*
set -euo pipefail
check=false
if [ "${1:-}" = --check ]; then
  check=true
  shift
fi
cd "${1:-"$(dirname "$0")/.."}"
page=docs/operations.md
umbrella=gradus/gradus.hpp
[ -f "$umbrella" ] || { echo "operations: no $umbrella below $PWD" >&2; exit 2; }

# The public headers, in the order of the page: operations, gradients, layers, losses, initial values, optimisers.
public=()
while read -r header; do
  if [ ! -f "$header" ]; then
    echo "$umbrella: includes $header, which is not there" >&2
    exit 1
  fi
  public+=("$header")
  if [ -d "${header%.hpp}" ]; then
    while read -r inner; do public+=("$inner"); done < <(find "${header%.hpp}" -name '*.hpp' | LC_ALL=C sort)
  fi
done < <(sed -n 's|^#include "\(gradus/.*\)".*|\1|p' "$umbrella" | LC_ALL=C sort)
mapfile -t headers < <(
  for part in 'core/ops' 'core/autograd' 'nn/layers' 'nn/losses' 'nn/init' 'optim'; do
    printf '%s\n' "${public[@]}" | grep "^gradus/$part[/.]" || true
  done | awk '!seen[$0]++'
)
if [ ${#headers[@]} -eq 0 ]; then
  echo "operations: $umbrella includes nothing to list" >&2
  exit 2
fi
# Options may be declared anywhere but in plot, which has names of its own; their fields are looked up by the name of
# the struct.
mapfile -t all < <(find gradus -name '*.hpp' -not -path 'gradus/plot/*' | LC_ALL=C sort)

made=$(mktemp)
trap 'rm -f "$made"' EXIT
LC_ALL=C awk '
BEGIN {
  functional = "^(activation|convolution|pooling|normali[sz]ation|dropout|embedding|attention|padding)$"
}

function complain(what) {
  printf "%s:%d: %s\n", file, start_line, what >"/dev/stderr"
  ++errors
}

function trimmed(text) {
  gsub(/[ \t\n]+/, " ", text)
  sub(/^ /, "", text)
  sub(/ $/, "", text)
  return text
}

# The text behind a balanced pair of brackets that it begins with.
function behind(text, open, close_,    i, depth, c) {
  depth = 0
  for (i = 1; i <= length(text); ++i) {
    c = substr(text, i, 1)
    if (c == open) ++depth
    if (c == close_ && --depth == 0) return trimmed(substr(text, i + 1))
  }
  return ""
}

# A declaration without what comes before its type.
function bare(text) {
  text = trimmed(text)
  while (1) {
    if (text ~ /^template *</) {
      sub(/^template */, "", text)
      text = behind(text, "<", ">")
    } else if (text ~ /^requires ?\(/) {
      sub(/^requires ?/, "", text)
      text = behind(text, "(", ")")
    } else if (text ~ /^\[\[[^]]*\]\] */) {
      sub(/^\[\[[^]]*\]\] */, "", text)
    } else if (!sub(/^(inline|constexpr|explicit|extern|static|virtual) /, "", text)) {
      return text
    }
  }
}

# Cuts text at commas outside brackets and quotes into parts[1..n].
function split_list(text, parts,    n, i, c, depth, from, quoted) {
  n = 0
  from = 1
  depth = 0
  quoted = 0
  for (i = 1; i <= length(text); ++i) {
    c = substr(text, i, 1)
    if (c == "\"") quoted = !quoted
    if (quoted) continue
    if (c ~ /[(<{[]/) ++depth
    if (c ~ /[)>}\]]/) --depth
    if (c == "," && depth == 0) {
      parts[++n] = trimmed(substr(text, from, i - from))
      from = i + 1
    }
  }
  if (trimmed(substr(text, from)) != "") parts[++n] = trimmed(substr(text, from))
  return n
}

# What stands between the first parenthesis and its partner.
function arguments_of(text,    i, c, depth, from) {
  for (i = 1; i <= length(text); ++i) {
    c = substr(text, i, 1)
    if (c == "(" && ++depth == 1) from = i + 1
    if (c == ")" && --depth == 0) return substr(text, from, i - from)
  }
  return ""
}

# A parameter as the page shows it: name and default; options by their fields.
function shown_parameter(text,    type, name, value, at) {
  value = ""
  at = index(text, " = ")
  if (at > 0) {
    value = substr(text, at + 3)
    text = trimmed(substr(text, 1, at - 1))
  }
  sub(/\(& ?/, "", text)  # an array: T (&name)[n]
  sub(/\)\[[^]]*\]$/, "", text)
  name = text
  sub(/^.*[ &*>]/, "", name)
  type = trimmed(substr(text, 1, length(text) - length(name)))
  gsub(/const |&|\*/, "", type)
  type = trimmed(type)
  sub(/^.*::/, "", type)
  # The options of a base class are an argument of its template.
  if (type == "Options" && match(bases, /[A-Za-z0-9_]+Options/)) type = substr(bases, RSTART, RLENGTH)
  if (type in fields) return "{" fields[type] "}"
  if (type == "" && name ~ /^[A-Z]/) name = tolower(name)  # a parameter without a name is told by its type
  if (name == "generator") return ""
  if (value == "std::nullopt") value = "none"
  return value == "" ? name : name " = " value
}

function signature(name, text,    parts, n, i, list, one) {
  n = split_list(arguments_of(text), parts)
  list = ""
  for (i = 1; i <= n; ++i) {
    one = shown_parameter(parts[i])
    if (one != "") list = list (list == "" ? "" : ", ") one
  }
  return name "(" list ")"
}

# The first sentence of a comment.
function sentence(text,    rest, at, found) {
  found = ""
  rest = text
  while ((at = index(rest, ". ")) > 0) {
    found = found substr(rest, 1, at)
    rest = substr(rest, at + 2)
    if (rest ~ /^[A-Z]/) return found
    found = found " "
  }
  return found rest
}

# The words of a comment in Markdown; what stands in backticks is left alone, but for the bar that ends a cell.
function prose(text,    parts, n, i, out) {
  n = split(text, parts, "`")
  out = ""
  for (i = 1; i <= n; ++i) {
    if (i % 2 == 1) gsub(/[<*]/, "\\\\&", parts[i])
    gsub(/[|]/, "\\\\&", parts[i])
    out = out (i > 1 ? "`" : "") parts[i]
  }
  return out
}

function without_digits(name) {
  gsub(/[0-9]/, "", name)
  return name
}

# --- What is found: rows of the section of a header.

function section_of(kind) {
  if (file ~ /^gradus\/core\/ops\//) return "Operations"
  if (file ~ /^gradus\/core\/autograd\//) return "Gradients"
  if (file ~ /^gradus\/nn\/losses[\/.]/) return "Losses"
  if (file ~ /^gradus\/nn\/layers[\/.]/) return kind == "class" ? "Layers" : ""
  if (file ~ /^gradus\/nn\/init[\/.]/) return "Initial values"
  if (kind == "class" && (file ~ /\/schedule/ || bases ~ /Scheduler|Schedule/)) return "Schedules"
  return "Optimisers"
}

function prefix_of(section, kind,    stem) {
  if (file_prefix != "") return file_prefix
  stem = file
  sub(/^.*\//, "", stem)
  sub(/\.hpp$/, "", stem)
  if (section == "Operations" && namespaces ~ /::linalg$/) return "torch.linalg."
  if (section == "Operations") return stem ~ functional ? "torch.nn.functional." : "torch."
  if (section == "Gradients") return stem == "functional" ? "torch.autograd.functional." : "torch.autograd."
  if (section == "Losses" && kind == "function") return "torch.nn.functional."
  if (section == "Losses" || section == "Layers") return "torch.nn."
  if (section == "Initial values") return "torch.nn.init."
  if (section == "Schedules") return "torch.optim.lr_scheduler."
  return kind == "class" ? "torch.optim." : "torch.nn.utils."
}

function add(kind, name, shown,    section, torch, key) {
  section = section_of(kind)
  if (section == "") return
  if (comment == "" && ((section, file, name) in comment_of)) {  # an overload
    comment = comment_of[section, file, name]
    tag = tag_of[section, file, name]
  } else if (comment == "") {
    if (last_name == "" || without_digits(name) != without_digits(last_name)) {
      complain(name " has no comment (///)")
      return
    }
    comment = last_comment
  }
  comment_of[section, file, name] = comment
  tag_of[section, file, name] = tag
  torch = tag == "" ? prefix_of(section, kind) name : tag
  last_name = name
  last_comment = comment
  if ((section, file, name, shown) in known) return  # the same call with a list in place of a span
  known[section, file, name, shown] = 1
  if (!((section, file) in heads)) {
    heads[section, file] = ++head_count[section]
    head[section, head_count[section]] = file
    head_words[section, head_count[section]] = introduction
  }
  key = section SUBSEP file
  if (!((key, name) in place)) {
    place[key, name] = ++names[key]
    name_at[key, names[key]] = name
  }
  key = key SUBSEP place[key, name]
  # Overloads under one comment are one row.
  if (rows[key] > 0 && row_words[key, rows[key]] == sentence(comment) && row_torch[key, rows[key]] == torch) {
    row_calls[key, rows[key]] = row_calls[key, rows[key]] "<br>`" shown "`"
    return
  }
  ++rows[key]
  row_calls[key, rows[key]] = "`" shown "`"
  row_words[key, rows[key]] = sentence(comment)
  row_torch[key, rows[key]] = torch
}

function declare(text,    name, result) {
  text = bare(text)
  if (text == "" || text ~ /^(using|typedef|static_assert|friend|template|enum|struct|class|requires|namespace) /) return
  if (index(text, "(") == 0 || text ~ /operator/) return
  name = substr(text, 1, index(text, "(") - 1)
  if (name ~ /=/) return  # a variable
  sub(/ $/, "", name)
  result = name
  sub(/^.*[ &*]/, "", name)
  result = trimmed(substr(result, 1, length(result) - length(name)))
  if (name !~ /^[A-Za-z_][A-Za-z0-9_]*$/ || result == "") return
  result = result == "Tensor" || result == "void" || result ~ /^Tensor ?&$/ ? "" : " -> " result
  add("function", name, signature(name, text) result)
}

function declare_class(    i) {
  if (section_of("class") == "") return
  if (inherited in made_by) {
    for (i = 1; i <= made_by[inherited]; ++i) {
      add("class", class_name, signature(class_name, inherited_constructor[inherited, i]))
    }
  }
  for (i = 1; i <= constructors; ++i) add("class", class_name, signature(class_name, constructor[i]))
  if (constructors == 0 && !(inherited in made_by)) add("class", class_name, class_name "()")
}

# What derived classes take over by `using Base::Base`.
function note_constructors(    i) {
  if (constructors == 0) return
  made_by[class_name] = constructors
  for (i = 1; i <= constructors; ++i) inherited_constructor[class_name, i] = constructor[i]
}

# The fields of an options struct, as they are written in a call.
function note_fields(name, body,    members, declarators, n, m, i, j, text, list) {
  list = ""
  n = split(body, members, ";")
  for (i = 1; i <= n; ++i) {
    text = trimmed(members[i])
    if (text == "" || text ~ /\(/ && text !~ /=.*\(/) continue
    if (text ~ /^(using|friend|static|enum) /) continue
    m = split_list(text, declarators)
    for (j = 1; j <= m; ++j) {
      text = declarators[j]
      sub(/ = .*$/, "", text)
      sub(/ ?\{.*$/, "", text)
      sub(/^.*[ &*>]/, "", text)
      if (text ~ /^[a-z_][a-z0-9_]*$/) list = list (list == "" ? "." : ", .") text
    }
  }
  fields[name] = list
}

# --- Reading a header, character by character where braces count.

function begin_file() {
  file = FILENAME
  depth = 0
  parens = 0
  names_open = 0
  hidden = 0
  namespaces = ""
  statement = ""
  comment = tag = introduction = file_prefix = ""
  last_name = last_comment = ""
  in_class = 0
  in_body = 0
  in_block = 0
  ended_comment = 1
  class_text = ""
}

function open_namespace(name) {
  ++names_open
  namespace_name[names_open] = name
  renamed()
}

function renamed(    i) {
  namespaces = ""
  hidden = 0
  for (i = 1; i <= names_open; ++i) {
    namespaces = namespaces (namespaces == "" ? "" : "::") namespace_name[i]
    if (namespace_name[i] ~ /(^|::)(detail|internal)$/ || namespace_name[i] == "") ++hidden
  }
}

function forget_comment() {
  comment = tag = ""
  ended_comment = 1
}

function end_statement() {
  bases = ""
  if (collecting == 0 && !hidden) declare(statement)
  statement = ""
  forget_comment()
}

function begin_body(    text, name) {
  text = bare(statement)
  if (text ~ /^(struct|class) /) {
    in_class = 1
    class_depth = depth
    name = text
    sub(/^(struct|class) /, "", name)
    sub(/^alignas\([^)]*\) /, "", name)
    class_name = name
    sub(/[^A-Za-z0-9_].*$/, "", class_name)
    is_final = text ~ / final( |$)/
    bases = text
    is_public = text ~ /^struct /
    constructors = 0
    inherited = ""
    class_text = ""
    member = ""
    return
  }
  in_body = 1
  body_depth = depth
  # A function that is defined here; an enum or a braced variable is neither.
  if (collecting == 0 && !hidden && text ~ /\(/ && text !~ /^enum /) declare(text)
}

function end_class() {
  in_class = 0
  if (collecting == 1 && class_name ~ /Options$/) note_fields(class_name, class_text)
  if (collecting == 1) note_constructors()
  if (collecting == 0 && !hidden && (is_final || tag != "")) declare_class()
  statement = ""
  forget_comment()
  after_class = 1
}

# A character at the top of a class body.
function class_character(c) {
  if (c == ";" && parens == 0) {
    end_member()
    return
  }
  member = member c
  if (c == ":" && parens == 0 && trimmed(member) ~ /^(public|protected|private):$/) {
    is_public = trimmed(member) == "public:"
    member = ""
  }
}

function end_member(    text) {
  text = trimmed(member)
  class_text = class_text text ";"
  if (text ~ /^using [A-Za-z0-9_:]*::[A-Za-z0-9_]+$/) {
    sub(/^.*::/, "", text)
    inherited = text  # a method of that name if it is no class: then nothing is known of it
  }
  text = bare(text)
  if (is_public && index(text, class_name "(") == 1 && text !~ /= delete/ &&
      arguments_of(text) !~ ("^(const )?" class_name " ?&+")) {
    constructor[++constructors] = text
  }
  member = ""
}

# The place where the comment /* ends in this line; in_block says that it goes on.
function behind_block(line, from,    at) {
  at = index(substr(line, from), "*/")
  in_block = at == 0
  return in_block ? length(line) : from + at
}

function read_code(line,    i, c, quote) {
  line = line " "
  i = in_block ? behind_block(line, 1) + 1 : 1
  for (; i <= length(line); ++i) {
    c = substr(line, i, 1)
    if (quote != "") {
      if (c == "\\") { ++i; continue }
      if (c == quote) quote = ""
      if (!in_body && !in_class) statement = statement c
      else if (in_class && depth == class_depth + 1) member = member c
      continue
    }
    if (c == "/" && substr(line, i + 1, 1) == "/") return
    if (c == "/" && substr(line, i + 1, 1) == "*") {
      i = behind_block(line, i + 2)
      continue
    }
    if (c == "\"" || (c == "\047" && substr(line, i - 1, 1) !~ /[0-9]/)) quote = c
    if (c == "(") ++parens
    if (c == ")") --parens
    if (c == "{" && parens == 0) {
      if (depth == names_open && !in_class && !in_body) {
        if (trimmed(statement) ~ /^(inline )?namespace( |$)/) {
          statement = trimmed(statement)
          sub(/^(inline )?namespace ?/, "", statement)
          if (names_open == 0 || introduction == "") {
            introduction = comment
            if (tag ~ /\.\*$/) file_prefix = substr(tag, 1, length(tag) - 1)
          }
          open_namespace(statement)
          statement = ""
          forget_comment()
          last_name = ""
          ++depth
          continue
        }
        begin_body()
      } else if (in_class && depth == class_depth + 1) {
        member = member c
      }
      ++depth
      continue
    }
    if (c == "}" && parens == 0) {
      --depth
      if (in_class && depth == class_depth) { end_class(); continue }
      if (in_class && depth == class_depth + 1) {
        # A function body ends without a semicolon, a braced value goes on to one.
        if (member ~ /\)[^(){}=]*\{$/) end_member()
        else member = member c
        continue
      }
      if (in_body && depth == body_depth) {
        in_body = 0
        statement = ""
        forget_comment()
        continue
      }
      if (!in_class && !in_body && depth < names_open) {
        --names_open
        renamed()
        statement = ""
        forget_comment()
        last_name = ""
      }
      continue
    }
    if (in_body) continue
    if (in_class) {
      if (depth == class_depth + 1) class_character(c)
      continue
    }
    if (after_class) {
      if (c == ";") { after_class = 0; continue }
      if (c ~ /[ \t]/) continue
      after_class = 0
    }
    if (c == ";" && parens == 0 && depth == names_open) { end_statement(); continue }
    if (trimmed(statement) == "" && c !~ /[ \t]/) start_line = FNR
    statement = statement c
  }
}

FNR == 1 { begin_file() }

{
  line = $0
  sub(/\r$/, "", line)
}

!in_block && line ~ /^[ \t]*\/\/\// && line !~ /^[ \t]*\/\/\/</ {
  if (depth != names_open || in_class || in_body || trimmed(statement) != "") next
  text = line
  sub(/^[ \t]*\/\/\//, "", text)
  if (ended_comment && comment != "") comment = tag = ""
  if (comment == "") paragraph_ended = 0
  ended_comment = 0
  if (text ~ /^ PyTorch: /) {
    tag = trimmed(substr(text, 11))
  } else if (text ~ /^ *$/ || text ~ /^     /) {
    paragraph_ended = 1
  } else if (!paragraph_ended) {
    comment = trimmed(comment " " text)
  }
  next
}

!in_block && line ~ /^[ \t]*#/ { next }

!in_block && line ~ /^[ \t]*$/ {
  if (!in_class && !in_body && trimmed(statement) == "") {
    forget_comment()
    last_name = ""
  }
  next
}

{ read_code(line) }

# --- The page.

function title_of(path,    title) {
  title = path
  sub(/^.*\//, "", title)
  sub(/\.hpp$/, "", title)
  gsub(/_/, " ", title)
  return toupper(substr(title, 1, 1)) substr(title, 2)
}

function print_section(section, by_header,    h, key, n, r, torch) {
  if (head_count[section] == 0) return
  printf "\n## %s\n", section
  for (h = 1; h <= head_count[section]; ++h) {
    if (by_header) {
      printf "\n### %s\n\n`%s`", title_of(head[section, h]), head[section, h]
      if (head_words[section, h] != "") printf ": %s", prose(head_words[section, h])
      print ""
    } else if (h == 1 && head_count[section] == 1 && head_words[section, h] != "") {
      printf "\n%s\n", prose(head_words[section, h])
    }
    if (by_header || h == 1) printf "\n| call | does | PyTorch |\n|---|---|---|\n"
    for (n = 1; n <= names[section, head[section, h]]; ++n) {
      key = section SUBSEP head[section, h] SUBSEP n
      for (r = 1; r <= rows[key]; ++r) {
        torch = row_torch[key, r]
        printf "| %s | %s | %s |\n", row_calls[key, r], prose(row_words[key, r]), torch == "none" ? "" : "`" torch "`"
      }
    }
  }
}

END {
  if (errors > 0) exit 1
  print "# Operations"
  print ""
  print "Made from the headers by `scripts/operations.sh`; change the comments there, then run it again. Calls are shown"
  print "without types; fields of options stand in braces, as in `sum(x, {.dim = 1, .keepdim = true})`. The last column is"
  print "the name in PyTorch, empty where it has none."
  print_section("Operations", 1)
  print_section("Gradients", 0)
  print_section("Layers", head_count["Layers"] > 1)
  print_section("Losses", head_count["Losses"] > 1)
  print_section("Initial values", 0)
  print_section("Optimisers", 0)
  print_section("Schedules", 0)
}
' collecting=1 "${all[@]}" collecting=0 "${headers[@]}" >"$made"

if $check; then
  if ! diff -u --label "$page" --label "what the headers say" "$page" "$made" >&2; then
    echo "operations: $page is not what the headers say; run scripts/operations.sh" >&2
    exit 1
  fi
  echo "operations: $page is what the headers say"
else
  mkdir -p docs
  cp "$made" "$page"
  echo "operations: $page written"
fi
