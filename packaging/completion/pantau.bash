# bash completion of pantau: pantau completion bash
_pantau() {
  local at=${COMP_WORDS[COMP_CWORD]} flags= words=
  if (( COMP_CWORD == 1 )); then
    COMPREPLY=($(compgen -W 'run setup check demo query score label connectors auth backfill import health doctor backup restore forget completion version' -- "$at"))
    return
  fi
  case ${COMP_WORDS[1]} in
    run) flags='--config --once --help' words='' ;;
    setup) flags='--admin-token-file --bucket --config --embedded --env-file --grafana-token-file --grafana-url --org --replace --retention --rotate --url --help' words='' ;;
    check) flags='--config --help' words='' ;;
    demo) flags='--days --dir --grafana-token-file --once --plugin --port --help' words='' ;;
    query) flags='--config --format --from --param --plugin --to --help' words='audience benchmark best_time collector_health content_mix engagement_rate growth insights mentions rising_topics sentiment sentiment_drivers sentiment_shift share_of_voice top_posts topic_volume viral_posts' ;;
    score) flags='--config --explain --format --reader --sure --help' words='' ;;
    label) flags='--annotator --config --export --import --number --help' words='' ;;
    connectors) flags='--config --help' words='bluesky facebook file gdelt instagram linkedin mastodon rss telegram threads tiktok x youtube' ;;
    auth) flags='--account --config --port --redirect --help' words='bluesky facebook file gdelt instagram linkedin mastodon rss telegram threads tiktok x youtube' ;;
    backfill) flags='--account --config --restart --since --help' words='' ;;
    import) flags='--account --config --platform --help' words='' ;;
    health) flags='--config --url --help' words='' ;;
    doctor) flags='--config --log --out --plugin --help' words='' ;;
    backup) flags='--config --to --with-keys --help' words='' ;;
    restore) flags='--config --force --help' words='' ;;
    forget) flags='--author --config --platform --help' words='' ;;
    completion) flags='--help' words='bash zsh fish' ;;
    version) flags='--help' words='' ;;
  esac
  if [[ $at == -* ]]; then words=$flags; fi
  COMPREPLY=($(compgen -W "$words" -- "$at"))
}
complete -o default -F _pantau pantau
