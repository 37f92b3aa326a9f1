//! Passwords on command lines, each with what looks like one.

use super::samples::{ALNUM, finds_each, in_text, quiet, random};

/// A password that somebody made up, and one of letters and digits.
fn passwords() -> [String; 2] {
    [["Harbour", "-Lantern47"].concat(), random(ALNUM, 16, 3)]
}

/// Each of the passwords, and nothing else, is found in each of the texts.
fn finds(texts: &[&str]) {
    finds_each(texts, &passwords());
}

#[test]
fn a_flag_that_takes_a_user_may_be_the_last_of_several() {
    finds(&[
        "curl -sSfu svc:{} https://x.internal/a\n",
        "curl -fsSLu \"svc:{}\" https://x.internal/a\n",
        "curl -usvc:{} https://x.internal/a\n",
    ]);
    quiet(&["curl -sSfL http://svc:8080/a\n", "curl -fuzz svc:8080\n"]);
}

#[test]
fn a_program_that_keeps_settings_takes_the_value_behind_the_name() {
    finds(&[
        "consul kv put db/password {}\n",
        "etcdctl put /db/password {}\n",
        "npm config set //npm.internal/:_authToken {}\n",
        "yarn config set npmAuthToken {}\n",
        "rclone config create r s3 secret_access_key {}\n",
        "aws ssm put-parameter --name /x/db_password --value {} --type SecureString\n",
    ]);
    quiet(&[
        "consul kv put config/mode production1\n",
        "etcdctl put /config/replicas 12345678\n",
        "npm config set registry https://x.internal\n",
        "npm config set //x.internal/:_authToken $TOKEN\n",
        "git config --global user.signingkey ABCDEF12\n",
        "git config credential.helper store-v2\n",
        "npm config set //x.internal/:_authToken\nInstalled-Modules47\n",
    ]);
}

#[test]
fn words_behind_a_subcommand_are_passwords() {
    finds(&[
        "poetry config http-basic.corp ci {}\n",
        "composer config http-basic.repo.internal ci {}\n",
        "bundle config gems.corp.internal ci:{}\n",
        "vault login {}\n",
        "samba-tool user create bob {}\n",
        "wpa_passphrase home {}\n",
        "nmcli dev wifi connect home password {}\n",
        "restic -r s3:x --password-command \"echo {}\" snapshots\n",
        "gh secret set DB --body \"{}\"\n",
        "net use Z: x {} /user:bob\n",
    ]);
    quiet(&[
        "composer config repositories.x vcs https://x.internal/a\n",
        "bundle config set --local path vendor/bundle\n",
        "bundle config mirror.https://rubygems.org https://x.internal\n",
        "vault login -method=userpass username=bob\n",
        "vault login\nSuccess-Message47\n",
        "restic backup /data\necho Done-Backup47\n",
        "nmcli dev wifi connect home\n",
        "net use Z: x /persistent:yes\n",
    ]);
}

#[test]
fn accounts_are_given_passwords_with_the_flags_of_their_programs() {
    finds(&[
        "psexec host -u bob -p {} cmd\n",
        "schtasks /create /ru bob /rp {} /tn x\n",
        "osql -S db -U sa -P {} -Q x\n",
        "slappasswd -s {}\n",
        "winexe -U 'bob%{}' host cmd\n",
        "mosquitto_passwd -b users bob {}\n",
        "rabbitmqadmin -u a -p {} list\n",
        "openssl enc -aes-256-cbc -k {} -in a -out b\n",
    ]);
    quiet(&[
        "useradd -M -p '*' bob\n",
        "useradd -mG wheel bob\nsu bob -c 'go test -parallel 1'\n",
        "openssl req -newkey rsa:2048 -keyout tls-key47.pem\n",
        "schtasks /query /tn Backup-Job47\n",
    ]);
}

#[test]
fn a_variable_is_what_it_was_given_before_whatever_its_name() {
    finds(&[
        "X={}\nmysql -uroot -p$X\n",
        "export X='{}'; mysql -uroot -p\"${X}\" shop\n",
        "sh -c \"X={} && redis-cli -a $X ping\"\n",
    ]);
    quiet(&[
        "X=$(cat /run/secrets/db)\nmysql -p$X\n",
        "mysql -p$X\n",
        "MAX=Harbour-Lantern47\nmysql -p$X\n",
        "X=\"$1\"\nmysql -p$X\n",
    ]);
}

#[test]
fn what_is_written_into_a_file_with_the_name_of_a_password_is_one() {
    finds(&[
        "echo {} > /run/secrets/db_password\n",
        "echo -n \"{}\" > /etc/app/password\n",
        "printf '%s' '{}' > ~/.vault-token\n",
        "RUN echo {} >> \"/root/password\"\n",
    ]);
    quiet(&[
        "echo $PASSWORD > /run/secrets/db_password\n",
        "echo Harbour-Lantern47 > /etc/hostname\n",
        "echo \"$(cat a)\" > /etc/app/password\n",
        "cat Harbour-Lantern47 > /etc/app/password\n",
        "echo Harbour-Lantern47; true > /etc/app/password\n",
    ]);
}

#[test]
fn a_shell_gives_programs_passwords_to_read() {
    finds(&[
        "sudo -S <<< \"{}\" id\n",
        "chpasswd <<< \"bob:{}\"\n",
        "chpasswd <<EOF\nbob:{}\nEOF\n",
        "kinit bob <<< {}\n",
        "smbpasswd -s -a bob <<< \"{}\"\n",
    ]);
    quiet(&[
        "sudo -S <<< \"$PASSWORD\" id\n",
        "chpasswd <<< \"bob:$1\"\n",
        "chpasswd < users\nbob:Harbour-Lantern47\n",
        "kinit bob\n",
    ]);
}

#[test]
fn options_among_others_are_read() {
    finds(&[
        "helm upgrade x y --set-string auth.rootPassword={},image.tag=1\n",
        "DEBUG config {password={}, user=x}\n",
        "flyway -password={} migrate\n",
    ]);
    quiet(&[
        "connect(password=user_password2, user=x)\n",
        "\\-\\-root\\-password=password123\n",
        "\\-\\-page\\-token=\"a token of a page\"\n",
    ]);
}

#[test]
fn a_password_of_several_words_is_taken_as_a_whole() {
    let password = ["Four", " words", " of", " mine44"].concat();
    for text in [
        "docker login -u ci -p \"{}\" registry.internal\n",
        "ldapsearch -D cn=a -w '{}' -b dc=b\n",
    ] {
        let found = in_text(&text.replace("{}", &password));
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].1, password, "{text}");
    }
    quiet(&[
        "Example: `mysql -u root -pPASSWORD`\n",
        "vault login -method=aws role=x\n",
    ]);
}
