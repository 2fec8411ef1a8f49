"""What invented learners and their instructor write, in French as the demo course is."""

REPLIES = (
    (
        "Samedi, Nadia nous a signalé un éclat de verre dans un pot de miel de lavande. Elle avait raison et nous l’en remercions.\n\n"
        "Le lot 0412 est rappelé : 120 pots, vendus depuis le 3 juin. Ne consommez pas ce miel. Rapportez-le à l’atelier ou sur nos "
        "marchés, nous le remboursons. Si vous ne pouvez pas vous déplacer, écrivez-nous : le retour est gratuit.\n\n"
        "Un bocal fêlé a échappé à notre contrôle. Chaque pot est désormais examiné deux fois. Sami répond ici à vos questions jusqu’à "
        "20 heures, et nous vous dirons vendredi ce que nous avons changé."
    ),
    (
        "Bonjour à tous. Nous avons bien lu le message de Nadia et nous sommes sincèrement désolés. Le lot concerné porte le numéro "
        "0412. Par prudence, nous vous demandons de ne pas ouvrir ces pots et de nous les rapporter : ils seront remboursés.\n\n"
        "Notre équipe cherche l’origine du problème et nous reviendrons vers vous dès que possible. Merci de votre confiance, elle "
        "compte beaucoup pour nous tous, aux Ruchers comme à l’atelier."
    ),
    (
        "Suite à un incident isolé, un lot de miel fait l’objet d’un rappel préventif. Nos contrôles sont pourtant très stricts et nos "
        "clients sont habitués à la qualité de nos produits. Nous invitons les personnes concernées à prendre contact avec nous. "
        "En attendant, profitez de notre offre : moins 20 % sur tout le miel de sapin pendant le week-end !"
    ),
)
COMMENTS = (
    "Le fait, le danger et la consigne viennent avant les regrets : c’est le bon ordre. Donnez aussi une adresse à qui ne peut pas se déplacer.",
    "Vos règles se lisent en une minute. Éprouvez la troisième sur un cas limite.",
    "Vos preuves ont un lecteur. Dites aussi quelle tâche vous laissez pour trouver ces heures.",
    "Une formation n’est pas encore une preuve. Quel besoin de Maud avez-vous constaté, et quand lira-t-elle le résultat ?",
)
COVERING_NOTE = (
    "Bonjour Madame,\n\nVous trouverez ci-joint notre proposition pour l’animation de vos espaces : deux jours par mois pendant six mois. "
    "Le tarif de 250 € par jour comprend la préparation des publications, les réponses aux messages sous un jour ouvré et un point "
    "mensuel de trente minutes. Il ne comprend ni la publicité, ni les photographies, ni les déplacements, qui feraient l’objet d’un "
    "devis à part.\n\nCe tarif suppose cent vingt jours vendus dans l’année et six mille euros de charges ; je vous en donne volontiers "
    "le détail. La proposition vaut un mois. Je vous appelle jeudi pour répondre à vos questions.\n\nBien à vous"
)
RETURN_NOTE = (
    "Votre réponse annonce le rappel, mais le lecteur ne sait pas quoi faire de son pot. Ajoutez la consigne en deuxième phrase, "
    "et une date pour vos prochaines nouvelles."
)
RECOMMENDATION = (
    "Quelques heures suffisent, à condition de les prendre vraiment. Douze messages par semaine ne font pas un poste, mais "
    "répondre au bout de cinq jours perd la moitié des clients qui demandent si un livre est en rayon. Je propose que la "
    "libraire qui s’en charge y passe une heure le mardi, le jeudi et le samedi, et qu’elle laisse l’inventaire du jeudi à "
    "sa collègue. On m’opposera que le temps manque : on comptera en mars les réponses données dans la journée."
)
PLANS = (
    (
        "Janvier à mars : une synthèse d’une page sur cent visiteurs de l’atelier, lue par Maud, qui veut savoir d’où ils viennent. "
        "Avril à juin : une note qui compare les visites et la boutique, lue par Maud et le comptable. Juillet à septembre : le bilan "
        "du scénario retenu, avec son ROI. Octobre à décembre : un mode d’emploi, essayé par un renfort. En échange, deux heures par "
        "semaine et une publication de moins. Ensuite, le poste s’élargit, je pars avec ces preuves, ou je préfère le terrain."
    ),
    (
        "Je voudrais progresser en stratégie pendant l’année et prendre plus de responsabilités. Au premier trimestre je lirai des "
        "livres et je suivrai une formation. Au deuxième je proposerai des idées à Maud. Au troisième je ferai un bilan. Au dernier "
        "je demanderai à devenir responsable. Si cela marche, tant mieux ; sinon je chercherai ailleurs, ou je resterai dans le même "
        "poste encore un an en attendant une meilleure occasion."
    ),
)
WISHES = (
    ("Léa Schmitt", "attempt", "La connexion a coupé pendant la deuxième partie. Puis-je recommencer ?"),
    ("Chloé Perrin", "time", "Je lis lentement les tableaux de chiffres. Dix minutes de plus m’aideraient."),
)
"""Who asks for what, and how they say it."""
