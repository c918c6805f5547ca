#compdef pantau
# zsh completion of pantau: pantau completion zsh
_pantau() {
  local -a commands=(
    'run:Membaca semua akun terus-menerus dan menulis ke InfluxDB.'
    'setup:Menyiapkan InfluxDB kantor (bucket, token, masa simpan) dan menulis konfigurasi.'
    'check:Memeriksa konfigurasi, basis data, dan izin setiap akun.'
    'demo:Memperagakan Pantau dengan setahun kehidupan sebuah kota rekaan.'
    'query:Mengajukan satu pertanyaan dan mencetak jawabannya.'
    'score:Menilai sentimen teks dari masukan standar, satu teks sebaris.'
    'label:Mengoreksi penilaian sentimen dengan label dari kantor Anda sendiri; semuanya tetap di komputer ini.'
    'connectors:Menampilkan konektor yang ada dan apa yang dapat dibacanya.'
    'auth:Meminta persetujuan pemilik akun di platformnya dan menyimpan tokennya.'
    'backfill:Mengambil riwayat akun sesuai kuota platform; dapat dihentikan dan dilanjutkan.'
    'import:Membaca berkas ekspor (CSV, XLSX) satu kali, bagi kantor tanpa akses API.'
    'health:Menanyakan apakah pengumpul yang sedang berjalan siap bekerja.'
    'doctor:Memeriksa pemasangan, menyebut cara memperbaikinya, dan mengemas berkas bantuan tanpa rahasia dan data pribadi.'
    'backup:Menyalin semua data pengumpul yang sedang berhenti ke satu berkas.'
    'restore:Mengembalikan cadangan yang dibuat pantau backup.'
    'forget:Menghapus seorang penulis dari semua data, dan tidak membacanya lagi.'
    'completion:Mencetak pelengkapan perintah untuk bash, zsh, atau fish.'
    'version:Menampilkan versi.'
  )
  if (( CURRENT == 2 )); then
    _describe pantau commands
    return
  fi
  local command=${words[2]}
  shift words
  (( CURRENT-- ))
  case $command in
    run) _arguments \
      '--config[berkas konfigurasi]:config:_files' \
      '--once[baca setiap akun satu kali, tulis semuanya, lalu selesai]' \
      '*:file:_files' ;;
    setup) _arguments \
      '--admin-token-file[berkas berisi token all-access atau operator; atau isikan PANTAU_SETUP_TOKEN, atau ketik saat ditanya (tidak ditampilkan)]:admin-token-file:_files' \
      '--bucket[bucket untuk data Pantau; dibuat bila belum ada]:bucket:_files' \
      '--config[berkas konfigurasi yang ditulis; token disimpan di sampingnya]:config:_files' \
      '--embedded[pakai basis data bawaan di dalam Pantau, tanpa server]' \
      '--env-file[simpan token sebagai variabel lingkungan dalam pantau.env, bukan dalam berkas masing-masing]' \
      '--grafana-token-file[berkas untuk token Grafana, yang juga dapat dibaca grupnya; bawaan, di samping token pengumpul]:grafana-token-file:_files' \
      '--grafana-url[alamat InfluxDB itu dari mesin Grafana, bila berbeda]:grafana-url:_files' \
      '--org[organisasi di InfluxDB; boleh kosong bila hanya ada satu]:org:_files' \
      '--replace[izinkan hal yang menghilangkan sesuatu, yaitu masa simpan lebih pendek atau basis data lain dalam konfigurasi]' \
      '--retention[masa simpan data di bucket, misalnya 730d; 0 berarti selamanya]:retention:_files' \
      '--rotate[buat token baru dan hapus yang lama]' \
      '--url[alamat InfluxDB 2.x kantor]:url:_files' \
      '*:file:_files' ;;
    check) _arguments \
      '--config[berkas konfigurasi]:config:_files' \
      '*:file:_files' ;;
    demo) _arguments \
      '--days[lama waktu yang diperagakan, dalam hari]:days:_files' \
      '--dir[folder data; bawaan folder sementara yang dihapus sesudahnya]:dir:_files' \
      '--grafana-token-file[berkas untuk salinan token Grafana, yang hanya membaca dan juga dapat dibaca grupnya; foldernya harus sudah ada]:grafana-token-file:_files' \
      '--once[cetak jawabannya lalu selesai, tanpa menunggu Grafana]' \
      '--plugin[berkas program plugin Grafana; bawaan dicari di samping pantau]:plugin:_files' \
      '--port[porta basis data bawaan di 127.0.0.1; 0 memakai porta yang bebas]:port:_files' \
      '*:file:_files' ;;
    query) _arguments \
      '--config[berkas konfigurasi]:config:_files' \
      '--format[table, json, atau csv]:format:_files' \
      '--from[awal rentang waktu, misalnya now-30d atau 2026-11-01]:from:_files' \
      '--param[nama=nilai; boleh diulang]:param:_files' \
      '--plugin[berkas program plugin Grafana; bawaan dicari di samping pantau]:plugin:_files' \
      '--to[akhir rentang waktu]:to:_files' \
      '1:query:(audience benchmark best_time collector_health content_mix engagement_rate growth insights mentions rising_topics sentiment sentiment_drivers sentiment_shift share_of_voice top_posts topic_volume viral_posts)' \
      '*:file:_files' ;;
    score) _arguments \
      '--config[berkas konfigurasi kantor, agar koreksinya dipakai]:config:_files' \
      '--explain[tambahkan kolom berisi lima kata yang paling menentukan\: perubahan skor bila kata itu dihilangkan]' \
      '--format[bentuk keluaran]:format:_files' \
      '--reader[pembaca\: accurate (jaringan transformer) atau fast (puluhan kali lebih cepat, sedikit kurang tepat); tanpa pilihan, yang terbaik yang ada]:reader:_files' \
      '--sure[tambahkan kolom sure atau not_sure\: not_sure bila peluang labelnya di bawah 0,6]' \
      '*:file:_files' ;;
    label) _arguments \
      '--annotator[siapa yang melabeli; kesepakatan dihitung antarnama]:annotator:_files' \
      '--config[berkas konfigurasi]:config:_files' \
      '--export[berkas CSV tempat semua label ditulis]:export:_files' \
      '--import[berkas CSV berkolom text,label dan, bila ada, annotator]:import:_files' \
      '--number[banyaknya komentar yang ditampilkan]:number:_files' \
      '*:file:_files' ;;
    connectors) _arguments \
      '--config[berkas konfigurasi, untuk konektor dari connectors_dir]:config:_files' \
      '1:connectors:(bluesky facebook file gdelt instagram linkedin mastodon rss telegram threads tiktok x youtube)' \
      '*:file:_files' ;;
    auth) _arguments \
      '--account[nama akun, bila konektor itu membaca lebih dari satu]:account:_files' \
      '--config[berkas konfigurasi]:config:_files' \
      '--port[porta di 127.0.0.1 tempat peramban kembali]:port:_files' \
      '--redirect[alamat kembali yang terdaftar di platform, bila bukan http\://127.0.0.1\:PORTA/callback]:redirect:_files' \
      '1:auth:(bluesky facebook file gdelt instagram linkedin mastodon rss telegram threads tiktok x youtube)' \
      '*:file:_files' ;;
    backfill) _arguments \
      '--account[hanya akun ini; bawaan semua]:account:_files' \
      '--config[berkas konfigurasi]:config:_files' \
      '--restart[mulai dari awal, tidak melanjutkan]' \
      '--since[dari kapan, misalnya 2025-01-01 atau now-365d]:since:_files' \
      '*:file:_files' ;;
    import) _arguments \
      '--account[akun pemilik berkas itu]:account:_files' \
      '--config[berkas konfigurasi]:config:_files' \
      '--platform[platform asal berkas itu]:platform:_files' \
      '*:file:_files' ;;
    health) _arguments \
      '--config[berkas konfigurasi; alamat, token, dan sertifikat diambil dari bagian http]:config:_files' \
      '--url[alamat /readyz pengumpul]:url:_files' \
      '*:file:_files' ;;
    doctor) _arguments \
      '--config[berkas konfigurasi]:config:_files' \
      '--log[berkas tempat log Pantau ditulis; baris terakhirnya disertakan tanpa kutipan apa pun]:log:_files' \
      '--out[berkas bantuan yang ditulis; bawaan tidak ada]:out:_files' \
      '--plugin[berkas program plugin Grafana; bawaan dicari di samping pantau]:plugin:_files' \
      '*:file:_files' ;;
    backup) _arguments \
      '--config[berkas konfigurasi]:config:_files' \
      '--to[berkas cadangan yang ditulis (.tar.gz)]:to:_files' \
      '--with-keys[sertakan author.key dan vault.key; lindungi berkasnya seperti kata sandi]' \
      '*:file:_files' ;;
    restore) _arguments \
      '--config[berkas konfigurasi]:config:_files' \
      '--force[ganti data yang sudah ada]' \
      '*:file:_files' ;;
    forget) _arguments \
      '--author[nama akun seperti ditulis platformnya; nomor akun pada Facebook, YouTube, X, dan Telegram, DID pada Bluesky]:author:_files' \
      '--config[berkas konfigurasi]:config:_files' \
      '--platform[platform penulis itu]:platform:_files' \
      '*:file:_files' ;;
    completion) _arguments \
      '1:completion:(bash zsh fish)' \
      '*:file:_files' ;;
    version) _arguments \
      '*:file:_files' ;;
  esac
}
compdef _pantau pantau
